// A small shop's orders on Next.js. Without instrumentation.ts and observability it is the bare project.
import type { ReactNode } from "react";

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
