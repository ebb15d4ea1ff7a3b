plugins { java }

repositories { mavenCentral() }

dependencies { testImplementation("org.junit.jupiter:junit-jupiter:6.0.3") }

tasks.test { useJUnitPlatform() }
