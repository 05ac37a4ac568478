"""What a page must do, asked of a real browser."""

import json
import math

from vectors import network_samples


# A seven as a person draws it: strokes of points, as shares of the field.
SEVEN = [[(.2, .12), (.5, .1), (.78, .1), (.66, .35), (.55, .6), (.45, .92)]]


class Failure(Exception):
    """Something that must hold does not."""


def demand(holds, text):
    """Ends the test where something does not hold."""
    if not holds:
        raise Failure(text)


class PageChecks:
    """The checks of the digits' page and of the playground."""

    def __init__(self, browser, work, root, run):
        self.browser = browser
        self.work = work
        self.root = root
        self.run = run
        browser.show_as(1200, 900)
        browser.call("Network.enable")
        browser.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0,
                     uploadThroughput=0)

    def open(self, name, fragment=""):
        """Opens a page anew."""
        self.browser.open("about:blank", "true")
        self.browser.open(f"file://{self.work}/{name}.html{fragment}")

    def evaluate(self, expression):
        return self.browser.evaluate(expression)

    def words(self):
        """The input and output words that the page shows."""
        return (self.evaluate("Array.from(halfword.evaluation.words)"),
                self.evaluate("Array.from(halfword.evaluation.run.output)"))

    def give_files(self, selector, *files):
        """Chooses files in a field of the page."""
        document = self.browser.call("DOM.getDocument")["root"]["nodeId"]
        node = self.browser.call("DOM.querySelector", nodeId=document, selector=selector)["nodeId"]
        self.browser.call("DOM.setFileInputFiles", nodeId=node, files=[str(file) for file in files])

    def conformance(self):
        """Every record of the suite."""
        self.browser.open("about:blank", "true")
        script = (self.root / "Tests/Page/conformance.js").read_text()
        self.evaluate(script + "; document.body.innerHTML = '<input type=file multiple>'; null")
        self.give_files("input", self.root / "Sources/CPage/page/halfword.wasm", self.work / "checker.wasm",
                        self.work / "suite.hwv")
        result = self.evaluate("""(async () => {
          const bytes = (file) => file.arrayBuffer().then((buffer) => new Uint8Array(buffer));
          const files = await Promise.all(Array.from(document.querySelector('input').files, bytes));
          return checkConformance(...files);
        })()""")
        demand(not result["failed"] and result["passed"] > 7000, "\n".join(result["failed"]))
        return f"{result['passed']} records pass"

    def every_digit(self):
        """Each layer's words for each test digit; certificates as often as the report says; float as the report."""
        self.open("digits")
        samples = network_samples(self.work / "samples.hwv")
        found = self.evaluate(f"""{json.dumps([words for words, _ in samples])}.map((words) => {{
          const {{ layers, run }} = halfword.entry.evaluate(Int16Array.from(words));
          return [layers.map((layer) => Array.from(layer)), Array.from(run.output), run.isCertified];
        }})""")
        for number, ((_, expected), (layers, output, _)) in enumerate(zip(samples, found)):
            demand(layers == expected, f"sample {number}: the page's layers are not the numbers'")
            demand(output == expected[-1], f"sample {number}: the page's output differs")
        report = json.loads((self.work / "digits.json").read_text())
        certified = sum(is_certified for _, _, is_certified in found)
        demand(math.isclose(100 * certified / len(samples), report["certifiedByChipPercent"], abs_tol=1e-6),
               f"{certified} answers are certified in the page; the report says {report['certifiedByChipPercent']} %")
        for sample in report["worstSamples"]:
            words = samples[sample["sample"]][0]
            outputs = self.evaluate(f"Array.from(halfword.entry.evaluate(Int16Array.from({words})).floatOutputs)")
            demand(all(abs(a - b) < 1e-9 for a, b in zip(outputs, sample["floatOutputs"])),
                   f"sample {sample['sample']}: the page's float network gives {outputs}")
        return f"{len(samples)} digits, {certified} certified"

    def draw(self, strokes):
        """Draws strokes, whose points are shares of the field, with the mouse."""
        box = self.evaluate("(() => { const box = document.querySelector('.pad').getBoundingClientRect();"
                            " return [box.left, box.top, box.width, box.height]; })()")
        for stroke in strokes:
            self.browser.drag([(box[0] + x * box[2], box[1] + y * box[3]) for x, y in stroke])

    def drawn_digit(self):
        """A seven, drawn with the mouse, is what halfword run says of the same values."""
        self.open("digits")
        self.evaluate("[...document.querySelectorAll('button')].find((b) => b.textContent === 'Clear').click()")
        self.draw(SEVEN)
        words, output = self.words()
        demand(any(words), "the mouse drew nothing")
        answer = self.evaluate("document.querySelector('.headline').textContent")
        demand(answer == "7", f"the page takes the seven for a {answer}")
        values = self.evaluate("document.querySelector('textarea').value")
        text = self.run(self.root / ".build/release/halfword", "run", self.work / "digits.hwm", "--values", values)
        lines = text.splitlines()
        demand(lines[0] == f"the values: {answer}", f"the page says {answer}, halfword run: {lines[0]}")
        for line, word in zip(lines[1:], output):
            printed = line.replace("▶", " ").split()[1]
            demand(printed == f"{word / 256:.3f}", f"the page gives {word / 256:.3f}, halfword run {printed}")
        (self.work / "drawn.csv").write_text(values + "\n")
        drawn = self.work / "drawn.csv"
        self.run(self.root / ".build/release/halfword", "samples", self.work / "digits.hwm", "--data", drawn,
                 "--test-data", drawn, "--label", "none", "--count", "1", "-o", self.work / "drawn.h",
                 "--vectors", self.work / "drawn.hwv")
        (vector_words, vector_layers), = network_samples(self.work / "drawn.hwv")
        demand(vector_words == words and vector_layers[-1] == output, "the vectors of the drawn digit differ")
        return f"it is a {answer}"

    def keyboard(self):
        """Arrows and the space bar fill a cell."""
        self.open("digits")
        self.evaluate("halfword.clear(); document.querySelector('.pad').focus()")
        for key, code in (("ArrowLeft", 37), ("ArrowUp", 38), (" ", 32)):
            for kind in ("keyDown", "keyUp"):
                self.browser.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code)
        filled = [index for index, word in enumerate(self.words()[0]) if word]
        demand(filled == [7 * 16 + 7], f"the cells {filled} are filled")

    def c_test(self):
        """What "Copy as C test" copies compiles without warnings, and passes."""
        self.open("digits")
        source = self.evaluate("cTest(halfword.entry, halfword.evaluation)")
        main = "int digits_page_test(void);\nint main(void) { return digits_page_test(); }\n"
        (self.work / "page_test.c").write_text(source)
        (self.work / "page_main.c").write_text(main)
        # A library of its own, so that nobody else's is replaced while it is read.
        library = self.run("Tools/build-embedded", "host", ".", "HalfwordC", ".build-page").strip()
        self.run("gcc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", self.work, "-I",
                 "Sources/CHalfword/include", self.work / "page_test.c", self.work / "page_main.c", library,
                 "-Wl,--gc-sections", "-o", self.work / "page_test")
        self.run(self.work / "page_test")

    def device_log(self):
        """The log of a run is compared word by word."""
        self.open("digits")
        words = network_samples(self.work / "samples.hwv")[3]
        self.evaluate(f"halfword.setWords(Int16Array.from({words[0]}))")
        log = [f"{layer + 1},{unit},{value}" for layer, values in enumerate(words[1])
               for unit, value in enumerate(values)]
        paste = """(() => { const log = document.querySelector('#device-log'); log.value = %s;
          log.dispatchEvent(new Event('input')); return document.querySelector('.log-result').textContent; })()"""
        same = self.evaluate(paste % json.dumps("\n".join(log)))
        demand("same words in all 106 values" in same, same)
        place = log.index(f"2,5,{words[1][1][5]}")
        log[place] = "2,5,-77"
        other = self.evaluate(paste % json.dumps("\n".join(log)))
        demand("layer 2, unit 5: the device gave −77" in other, other)
        outputs = self.evaluate(paste % json.dumps(" ".join(map(str, words[1][-1]))))
        demand("same output words" in outputs, outputs)

    def link(self):
        """The address that the page shows opens the same input."""
        self.open("digits")
        self.evaluate("halfword.nextSample()")
        self.browser.wait("location.hash.length > 20")
        self.evaluate("new Promise((done) => setTimeout(done, 400))")
        words, fragment = self.words()[0], self.evaluate("location.hash")
        self.open("digits", fragment)
        demand(self.words()[0] == words, "the link shows another input")

    def given_files(self):
        """A table's line, and an image that nobody embedded; two models side by side."""
        self.open("playground")
        values = ",".join(["0", "1"] * 128)
        (self.work / "line.csv").write_text(values + "\n")
        self.give_files("input[accept*=csv]", self.work / "line.csv")
        self.browser.wait("halfword.evaluation.words[1] > 0 && halfword.evaluation.words[0] === 0")
        before = self.words()[1]
        self.give_files("input[accept='.hwm']", self.work / "digits.hwm")
        self.browser.wait("halfword.entries.length === 3 && halfword.entry === halfword.entries[2]")
        demand(self.words()[1] == before, "the dropped image gives other words than the embedded one")
        self.evaluate("""(() => { const list = document.querySelectorAll('.chooser select')[1];
          list.selectedIndex = 2; list.dispatchEvent(new Event('change')); })()""")
        demand(self.evaluate("document.querySelectorAll('.answer').length") == 2, "nothing is compared")
        (self.work / "broken.hwm").write_bytes(b"HWMI" + bytes(200))
        self.give_files("input[accept='.hwm']", self.work / "broken.hwm")
        self.browser.wait("document.querySelector('.message').textContent.includes('HALFWORD_')")
        demand(not self.browser.faults, str(self.browser.faults))

    def accessibility(self, axe_source):
        """Neither page has what axe calls serious, in light and dark, on a phone and on a screen."""
        for name in ("digits", "playground"):
            for width, dark in ((1200, False), (1200, True), (390, False)):
                self.browser.show_as(width, 900, dark=dark)
                self.open(name)
                self.evaluate(axe_source + "; null")
                found = self.evaluate("axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => "
                                      "({ id, impact, nodes: nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)) })))")
                serious = [violation for violation in found if violation["impact"] in ("serious", "critical")]
                demand(not serious, f"{name}, {width} wide, {'dark' if dark else 'light'}: {json.dumps(serious, indent=1)}")
                wide = self.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                demand(wide <= 0, f"{name}: the page is {wide} points wider than a window of {width}")
                demand(not self.browser.faults, str(self.browser.faults))
        self.browser.show_as(1200, 900)

    def screenshots(self, folder):
        """The pictures of Docs/page.md."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, width, height, dark, page in (
                ("page", 1200, 960, False, "digits"), ("page-dark", 1200, 960, True, "digits"),
                ("page-phone", 390, 1300, False, "digits"), ("playground", 1200, 960, False, "playground")):
            self.browser.show_as(width, height, dark=dark)
            self.open(page)
            self.evaluate("halfword.clear()")
            self.draw(SEVEN)
            if page == "playground":
                self.evaluate("""(() => { const list = document.querySelectorAll('.chooser select')[1];
                  list.selectedIndex = 1; list.dispatchEvent(new Event('change')); })()""")
            self.evaluate("document.activeElement.blur()")
            self.browser.screenshot(folder / f"{name}.png")
        self.browser.show_as(1200, 1180)
        self.open("digits")
        self.evaluate("document.querySelector('.pictures') && document.querySelector('.pictures').closest('section')"
                      ".scrollIntoView()")
        self.browser.screenshot(folder / "report.png")
