// A route handler that fails and says what it was sent.
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }) {
  throw new Error(`order ${(await params).id} failed: ${await request.text()}`);
}
