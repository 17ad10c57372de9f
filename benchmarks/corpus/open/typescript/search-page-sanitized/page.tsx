import DOMPurify from 'isomorphic-dompurify';
import { find } from './find';

type Props = { searchParams: { q?: string } };

export default async function SearchPage({ searchParams }: Props) {
  const words = searchParams.q ?? '';
  const results = await find(words);
  const summary = DOMPurify.sanitize(`<strong>${results.length}</strong> results for <em>${words}</em>`);
  return (
    <section>
      <h1>Results for {words}</h1>
      <p dangerouslySetInnerHTML={{ __html: summary }} />
      <ul>{results.map((r) => <li key={r.id}>{r.title}</li>)}</ul>
    </section>
  );
}
