rootProject.name = "fixture"

include("core", "app")
