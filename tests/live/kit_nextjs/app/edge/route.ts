export const runtime = "edge";

export async function GET() {
  console.log("at the edge", "ada@example.com");
  return new Response("edge");
}
