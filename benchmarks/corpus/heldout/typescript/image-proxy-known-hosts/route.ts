import { NextRequest, NextResponse } from 'next/server';

const MAX_BYTES = 5_000_000;
const HOSTS = new Set(['images.shop.example', 'cdn.shop.example']);

export async function GET(request: NextRequest) {
  const source = request.nextUrl.searchParams.get('src');
  if (!source) {
    return NextResponse.json({ error: 'src is missing' }, { status: 400 });
  }
  const url = new URL(source);
  if (url.protocol !== 'https:' || !HOSTS.has(url.hostname)) {
    return NextResponse.json({ error: 'not one of ours' }, { status: 403 });
  }
  const answer = await fetch(url, { headers: { accept: 'image/*' }, redirect: 'error' });
  const body = await answer.arrayBuffer();
  if (body.byteLength > MAX_BYTES) {
    return NextResponse.json({ error: 'too large' }, { status: 413 });
  }
  return new NextResponse(body, { headers: { 'content-type': 'image/webp' } });
}
