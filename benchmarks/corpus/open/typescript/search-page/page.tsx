import { find } from './find';

type Props = { searchParams: { q?: string } };

export default async function SearchPage({ searchParams }: Props) {
  const words = searchParams.q ?? '';
  const results = await find(words);
  const summary = `<strong>${results.length}</strong> results for <em>${words}</em>`;
  return (
    <section>
      <p dangerouslySetInnerHTML={{ __html: summary }} />
      <ul>{results.map((r) => <li key={r.id}>{r.title}</li>)}</ul>
    </section>
  );
}
