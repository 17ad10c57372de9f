rootProject.name = "garden"
include(":app")
