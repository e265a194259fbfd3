// Holds what the new user's Surefire run left behind against what docs/running.md promises.
import groovy.json.JsonSlurper
import groovy.xml.XmlSlurper

def suite(String name) {
    def file = new File(basedir, "target/surefire-reports/TEST-com.example.log.${name}.xml")
    assert file.isFile(): "Surefire did not report ${name}"
    new XmlSlurper().parse(file)
}

int line(String code) {
    def source = new File(basedir, 'src/main/java/com/example/log/PmemLog.java').readLines()
    def at = source.findIndexOf { it.contains(code) }
    assert at >= 0: "PmemLog.java has no ${code}"
    at + 1
}

def buggy = suite('PmemLogTest')
def fixed = suite('FixedPmemLogTest')
def jupiter = suite('PmemLogJupiterTest')

// it ran on the JUnit that was asked for: the directory of this run is named for it
def junit = basedir.parentFile.name - 'junit-'
def classPath = buggy.properties.property.find { it.@name == 'surefire.test.class.path' || it.@name == 'java.class.path' }.@value.text()
assert classPath.contains("junit-jupiter-api-${junit}.jar")

// both engines are counted, the fixed log and the ordinary test pass
[fixed, jupiter].each {
    assert it.@tests == '1' && it.@failures == '0' && it.@errors == '0' && it.@skipped == '0'
}
assert fixed.testcase.size() == 1
assert jupiter.testcase.size() == 1

// the bug: the crash test fails, and each failing interleaving below it is a test case of its own
def cases = buggy.testcase.collect { it }
def interleavings = cases.findAll { it.@name.text().contains('interleaving') }
assert interleavings.size() >= 1
assert cases.size() == interleavings.size() + 1
assert buggy.@tests.toInteger() == cases.size()
assert buggy.@failures.toInteger() == cases.size()
assert buggy.@errors == '0'

// what was lost is the record, and the text says where it was stored, what to do and how to see it again
def recordStores = ['device.putInt(start', 'device.putBytes(start'].collect { "PmemLog.java:${line(it)}".toString() }
interleavings.each {
    def text = it.failure.text()
    assert text.contains('LOG-1')
    assert recordStores.any { store -> text.contains(store) }
    assert text =~ /-Dpowercut\.replay=pc1-[a-z2-7]+/
}
assert interleavings.any { it.failure.text().contains('[torn write]') }

// the README shows what was really said; only the token depends on the compiler
def withoutTokens = { text -> text.replaceAll(/pc1-[a-z2-7]+/, 'pc1-') }
def readme = new File(basedir, '../../../../../README.md').text
def shown = readme.substring(readme.indexOf('[torn write]'))
shown = shown.substring(0, shown.indexOf('\n```'))
assert interleavings.any { withoutTokens(it.failure.text()).contains(withoutTokens(shown)) }

// Allure has the same counts
def results = new File(basedir, 'target/allure-results').listFiles().findAll { it.name.endsWith('-result.json') }
        .collect { new JsonSlurper().parse(it) }
assert results.size() == cases.size() + 2
assert results.count { it.status == 'failed' } == cases.size()
assert results.count { it.status == 'passed' } == 2
results.findAll { it.status == 'failed' && it.name.contains('interleaving') }.each {
    assert it.attachments.any { attached -> attached.name == 'timeline' }
    assert it.statusDetails.message.contains('-Dpowercut.replay=pc1-')
}

// a hook says true
true
