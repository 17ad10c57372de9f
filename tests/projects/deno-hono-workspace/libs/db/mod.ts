export const table = "books";
