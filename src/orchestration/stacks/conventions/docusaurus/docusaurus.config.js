export default { title: "App", url: "https://example.com", baseUrl: "/", presets: [["classic", { docs: { sidebarPath: "./sidebars.js" } }]] };
