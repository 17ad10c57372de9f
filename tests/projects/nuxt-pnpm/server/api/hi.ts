export default () => 'hi'
