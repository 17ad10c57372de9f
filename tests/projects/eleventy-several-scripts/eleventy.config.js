export const config = { dir: { input: "content", output: "_site" } };
