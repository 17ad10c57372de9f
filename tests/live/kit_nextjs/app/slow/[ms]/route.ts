export async function GET(_request: Request, { params }: { params: Promise<{ ms: string }> }) {
  const { ms } = await params;
  await new Promise((resolve) => setTimeout(resolve, Number(ms)));
  return new Response("done");
}
