export default function (config) {
  config.setInputDirectory("src");
}
