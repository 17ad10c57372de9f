const { src, dest } = require("gulp");
// dest("build") was the old place.
exports.build = () => src("src/*.pug").pipe(require("gulp-pug")()).pipe(dest("dist"));
