import { NextResponse, type NextRequest } from "next/server";

export function proxy(request: NextRequest) {
  return request.nextUrl.pathname === "/blocked" ? new NextResponse("no", { status: 403 }) : NextResponse.next();
}
