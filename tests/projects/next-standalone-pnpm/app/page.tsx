export default () => <a href={process.env.basePath + '/x'}>{process.env.NEXT_PUBLIC_SITE}</a>
