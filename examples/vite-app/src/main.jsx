import { createRoot } from "react-dom/client";
import { BrowserRouter, Link, Route, Routes } from "react-router-dom";

import { greeting } from "./greeting.js";

createRoot(document.getElementById("root")).render(
  <BrowserRouter>
    <nav><Link to="/">Home</Link> <Link to="/about">About</Link></nav>
    <Routes>
      <Route path="/" element={<h1>{greeting(import.meta.env.VITE_GREETING)}</h1>} />
      <Route path="/about" element={<h1>About</h1>} />
    </Routes>
  </BrowserRouter>,
);
