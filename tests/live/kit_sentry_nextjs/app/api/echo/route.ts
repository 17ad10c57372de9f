// Takes whatever a browser sends.
export async function POST(request: Request) {
  return Response.json({ length: (await request.text()).length });
}
