// The shop's front page, made while building.
import Link from "next/link";

export default function Page() {
  return (
    <main>
      <h1>Orders</h1>
      <Link href="/orders/1">The first one</Link>
    </main>
  );
}
