// What page-error.mjs exports, for TypeScript.
import type { ReactNode } from "react";

export default function PageError(props: { error: Error & { digest?: string } }): ReactNode;
