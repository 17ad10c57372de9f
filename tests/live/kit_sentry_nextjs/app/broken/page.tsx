// A page that fails in the browser, while it is drawn.
"use client";

import { useEffect, useState } from "react";

export default function Page() {
  const [broken, breakIt] = useState(false);
  useEffect(() => breakIt(true), []);
  if (broken) throw new Error("drawn by zoe.planted@mail.example");
  return <p>not yet</p>;
}
