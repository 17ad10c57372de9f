// next.cjs, for TypeScript: it is loaded for what it does, and exports nothing.
export {};
