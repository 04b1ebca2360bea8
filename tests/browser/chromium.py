"""Chromium without a window, driven by Selenium; or the reason why a test has to be skipped."""
import base64
import json
import os
import shutil
import subprocess
import sys

SKIPPED = 77  # what ctest reads as "skipped"


def skip(reason):
    """Ends the program: skipped, or failed where MRCNN_REQUIRE names the browser."""
    required = "browser" in os.environ.get("MRCNN_REQUIRE", "").replace(",", " ").split()
    print(f"{'failed' if required else 'skipped'}: {reason}")
    sys.exit(1 if required else SKIPPED)


def require_browser():
    """Goes on with an interpreter that has Selenium: CMake may have found one that has not."""
    for program in ("chromium", "chromedriver"):
        if shutil.which(program) is None:
            skip(f"{program} is not installed (Debian: chromium, chromium-driver, python3-selenium)")
    try:
        import selenium  # noqa: F401
    except ImportError:
        system = "/usr/bin/python3"
        found = subprocess.run([system, "-c", "import selenium"], capture_output=True).returncode == 0
        if not found or os.path.samefile(system, sys.executable):
            skip("no Python with Selenium (Debian: python3-selenium)")
        os.execv(system, [system, "-B", *sys.argv])


def program_in(program, folder):
    """A function that runs the program, quietly, in a folder that is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return lambda *arguments: subprocess.run([program, "--quiet", *map(str, arguments)], check=True, cwd=folder)


class Browser:
    """One window. Coordinates and sizes are CSS pixels."""

    def __init__(self):
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service
        options = Options()
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--lang=en",
                         "--disable-dev-shm-usage", "--force-device-scale-factor=1"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
        self.driver.set_script_timeout(300)  # on a busy machine
        self.resize(1366, 768)

    def resize(self, width, height, mobile=False):
        """A window of this size; `mobile` is a telephone's, with two pixels to a CSS pixel, and touch."""
        self.size = (width, height)
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": height, "deviceScaleFactor": 2 if mobile else 1, "mobile": mobile})
        self.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": mobile})

    def open(self, page, address=""):
        self.driver.get("about:blank")
        self.driver.get(f"file://{page}{address}")
        self.wait_for("return document.documentElement.dataset.ready === 'yes'")

    def wait_for(self, script):
        """Until a script says true; on a busy machine that takes a while."""
        from selenium.webdriver.support.ui import WebDriverWait
        WebDriverWait(self.driver, 60).until(lambda d: d.execute_script(script))

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0])?.textContent ?? null", selector)

    def click(self, selector):
        self.run("document.querySelector(arguments[0]).click()", selector)

    def drag(self, selector, value):
        """Moves a slider as a hand would; returns the milliseconds until the page had redrawn."""
        return self.run("""
            const slider = document.querySelector(arguments[0]);
            slider.value = arguments[1];
            const began = performance.now();
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            return performance.now() - began;""", selector, value)

    def move_over(self, selector, x, y):
        """Moves the pointer to a place of an element, in shares of its width and height."""
        self.run("""
            const element = document.querySelector(arguments[0]);
            const r = element.getBoundingClientRect();
            const place = { clientX: r.left + arguments[1] * r.width, clientY: r.top + arguments[2] * r.height, bubbles: true };
            element.dispatchEvent(new PointerEvent("pointermove", place));""", selector, x, y)

    def place(self, selector, x=0.5, y=0.5):
        """Where a share of an element's width and height is in the window."""
        return self.run("""
            const r = document.querySelector(arguments[0]).getBoundingClientRect();
            return [r.left + arguments[1] * r.width, r.top + arguments[2] * r.height];""", selector, x, y)

    def click_at(self, selector, x, y):
        """A click of a real mouse at a place of an element."""
        left, top = self.place(selector, x, y)
        for kind in ("mousePressed", "mouseReleased"):
            self.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {"type": kind, "x": left, "y": top, "button": "left", "clickCount": 1})

    def swipe(self, selector, distance):
        """A finger moves up over an element by `distance` pixels; returns how far the page scrolled."""
        left, top = self.place(selector)
        before = self.run("return scrollY")
        self.finger("touchStart", left, top)
        for share in (0.25, 0.5, 0.75, 1):
            self.finger("touchMove", left, top - share * distance)
        self.finger("touchEnd")
        self.settle()
        return self.run("return scrollY") - before

    def tap(self, selector, x=0.5, y=0.5):
        self.finger("touchStart", *self.place(selector, x, y))
        self.finger("touchEnd")
        self.settle()

    def finger(self, kind, *place):
        points = [{"x": place[0], "y": place[1]}] if place else []
        self.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def settle(self):
        """Until the page has painted what it was asked for, and its address has followed."""
        self.run("return new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve), 320))")

    def accessible(self):
        """What a screen reader is told: role, name and properties of every node that is not ignored."""
        nodes = self.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        value = lambda node, key: node.get(key, {}).get("value", "")  # noqa: E731
        return [{"role": value(n, "role"), "name": value(n, "name"), "description": value(n, "description"),
                 "properties": {p["name"]: p["value"].get("value") for p in n.get("properties", [])}}
                for n in nodes if not n.get("ignored")]

    def press(self, key):
        from selenium.webdriver.common.action_chains import ActionChains
        ActionChains(self.driver).send_keys(key).perform()

    def screenshot(self, path, kind="png", **more):
        """What the window shows, or all of the page if that is higher."""
        width, height = self.size
        full = self.run("return document.documentElement.scrollHeight")
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {
            "format": kind, "captureBeyondViewport": True, **more,
            "clip": {"x": 0, "y": 0, "width": width, "height": max(height, full), "scale": 1}})
        path.write_bytes(base64.b64decode(shot["data"]))

    def complaints(self):
        """What the console got since the last call."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self):
        """Addresses asked for since the last call."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]

    def close(self):
        self.driver.quit()
