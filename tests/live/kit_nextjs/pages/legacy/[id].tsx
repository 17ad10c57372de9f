import type { GetServerSideProps } from "next";

export default function Page({ id }: { id: string }) {
  return <h1>{id}</h1>;
}

export const getServerSideProps: GetServerSideProps = async ({ params }) => {
  if (params?.id === "fail") throw new Error("broken");
  return params?.id === "0" ? { notFound: true } : { props: { id: params?.id } };
};
