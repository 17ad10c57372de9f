export function greeting(words) {
  return words || "Hello";
}
