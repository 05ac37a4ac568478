"""Drives headless Chromium through the Chrome DevTools Protocol, over two pipes: needs Python alone."""

import base64
import json
import os
import shutil
import subprocess
import tempfile


class PageFault(Exception):
    """A script of a page failed, or the browser refused a command."""


class Browser:
    """One browser with one page. Use it in a with statement, which ends it."""

    def __init__(self):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if program is None:
            raise PageFault("there is no Chromium; Tools/install-dependencies pages installs it")
        self.folder = tempfile.mkdtemp()
        to_browser, self.write_end = os.pipe()
        self.read_end, from_browser = os.pipe()

        def hand_over():
            # The browser reads commands from file 3 and writes to file 4.
            reader, writer = os.dup(to_browser), os.dup(from_browser)
            os.dup2(reader, 3)
            os.dup2(writer, 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
             f"--user-data-dir={self.folder}", "--no-first-run", "--disable-dev-shm-usage",
             "--disable-background-networking", "--force-color-profile=srgb", "--hide-scrollbars", "about:blank"],
            preexec_fn=hand_over, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number = 0
        self.rest = b""
        self.session = None
        self.faults = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        os.close(self.write_end)
        os.close(self.read_end)
        shutil.rmtree(self.folder, ignore_errors=True)

    def call(self, method, **parameters):
        """Sends a command and returns its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self._send(message)
        while True:
            answer = self._receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise PageFault(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self._note(answer)

    def _send(self, message):
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write_end, data):]

    def _receive(self):
        while b"\0" not in self.rest:
            part = os.read(self.read_end, 1 << 20)
            if not part:
                raise PageFault("the browser ended")
            self.rest += part
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def _note(self, event):
        """Keeps what a page's scripts complain about."""
        if event.get("method") == "Runtime.exceptionThrown":
            details = event["params"]["exceptionDetails"]
            self.faults.append(details.get("exception", {}).get("description", details["text"]))
        if event.get("method") == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
            self.faults.append(event["params"]["entry"]["text"])

    def evaluate(self, expression):
        """The value of a JavaScript expression; waits where it is a promise."""
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise PageFault(details.get("exception", {}).get("description", details["text"]))
        return result["result"].get("value")

    def open(self, address, ready="window.halfword !== undefined"):
        """Opens a page, and waits until an expression holds."""
        self.faults = []
        self.call("Page.navigate", url=address)
        self.wait(ready)

    def wait(self, expression, tries=400):
        """Waits until an expression holds."""
        for _ in range(tries):
            try:
                if self.evaluate(f"Boolean({expression})"):
                    return
            except PageFault as fault:
                # The page is still being replaced.
                if "context" not in str(fault):
                    raise
            self.evaluate("new Promise((done) => setTimeout(done, 25))")
        raise PageFault(f"it did not become true that {expression}; {self.faults}")

    def show_as(self, width, height, dark=False, density=1, phone=False):
        """Chooses the size of the window, and light or dark."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=density,
                  mobile=phone)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def drag(self, points):
        """Draws with the mouse from one point to the next."""
        for index, (x, y) in enumerate(points):
            kind = "mousePressed" if index == 0 else "mouseMoved"
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)
        self.call("Input.dispatchMouseEvent", type="mouseReleased", x=points[-1][0], y=points[-1][1], button="left",
                  buttons=0, clickCount=1)

    def screenshot(self, file):
        """Writes what the window shows as PNG."""
        data = self.call("Page.captureScreenshot", format="png", optimizeForSpeed=False)["data"]
        with open(file, "wb") as output:
            output.write(base64.b64decode(data))
