// A server component that fails.
export const dynamic = "force-dynamic";

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  throw new Error(`order ${(await params).id} of zoe.planted@mail.example cannot be shown`);
}
