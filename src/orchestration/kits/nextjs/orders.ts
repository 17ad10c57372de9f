// A small shop's orders, kept in memory.
export type Order = { id: string; item: string; cents: number };

export const orders = new Map<string, Order>([["1", { id: "1", item: "tea", cents: 450 }]]);
