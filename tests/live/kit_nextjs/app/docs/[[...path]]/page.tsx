export default async function Page({ params }: { params: Promise<{ path?: string[] }> }) {
  return <h1>{(await params).path?.join(" ")}</h1>;
}
