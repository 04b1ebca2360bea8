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
        self.driver.set_script_timeout(60)
        self.resize(1366, 768)

    def resize(self, width, height):
        self.size = (width, height)
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def open(self, page, address=""):
        from selenium.webdriver.support.ui import WebDriverWait
        self.driver.get("about:blank")
        self.driver.get(f"file://{page}{address}")
        WebDriverWait(self.driver, 30).until(
            lambda d: d.execute_script("return document.documentElement.dataset.ready === 'yes'"))

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
            element.dispatchEvent(new MouseEvent("mousemove", place));""", selector, x, y)

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
