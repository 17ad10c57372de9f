import { NextRequest, NextResponse } from 'next/server';

const MAX_BYTES = 5_000_000;

export async function GET(request: NextRequest) {
  const source = request.nextUrl.searchParams.get('src');
  if (!source) {
    return NextResponse.json({ error: 'src is missing' }, { status: 400 });
  }
  const answer = await fetch(source, { headers: { accept: 'image/*' } });
  const body = await answer.arrayBuffer();
  if (body.byteLength > MAX_BYTES) {
    return NextResponse.json({ error: 'too large' }, { status: 413 });
  }
  return new NextResponse(body, { headers: { 'content-type': 'image/webp' } });
}
