"""The console in a real Chromium, and the provider's pages that it leads to."""

import os
import subprocess
import urllib.parse

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 30
SCHEME = "provider"


class Console:
    """One browser with the console open; a context, since the browser must end."""

    def __init__(self, portal, screenshots):
        self.portal = portal
        self.screenshots = screenshots
        os.makedirs(screenshots, exist_ok=True)

    def __enter__(self):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--window-size=1280,1000", "--disable-dev-shm-usage", "--no-first-run",
                         f"--user-data-dir={self.portal.directory}/chromium", "--no-proxy-server"):
            options.add_argument(argument)
        if os.getuid() == 0:
            # Chromium's own sandbox does not work for root. It sees nothing but the portal's pages.
            options.add_argument("--no-sandbox")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.wait = WebDriverWait(self.driver, PATIENCE, poll_frequency=0.1, ignored_exceptions=(
            NoSuchElementException, StaleElementReferenceException))
        return self

    def __exit__(self, *_):
        self.driver.quit()

    # --- The page --------------------------------------------------------------------------------------------

    def open(self):
        """The console as somebody finds it who comes to it afresh."""
        self.driver.get(f"{self.portal.console}/")
        self.element("#operations-orders-listOrders")

    def element(self, selector):
        """The visible element that a CSS selector names, once it is there."""
        return self.wait.until(lambda driver: next(
            (found for found in driver.find_elements(By.CSS_SELECTOR, selector) if found.is_displayed()), None))

    def click(self, selector):
        self.press(self.element(selector))

    def press(self, element):
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        self.wait.until(lambda _: element.is_enabled())
        element.click()

    def picture(self, name, of=None):
        """Keeps what the window shows; with an element right below the page's head, if one is named."""
        if of is not None:
            self.driver.execute_script(
                "window.scrollTo(0, arguments[0].getBoundingClientRect().top + window.scrollY - 66)", of)
        path = f"{self.screenshots}/{name}.png"
        self.driver.save_screenshot(path)
        subprocess.run(["pngquant", "--force", "--skip-if-larger", "--output", path, "--", path], check=False)

    # --- Authorize -------------------------------------------------------------------------------------------

    def fill_grant(self, grant, scopes, **inputs):
        """Opens the dialog and fills in one grant's part; returns that part."""
        self.click(".auth-wrapper button.authorize")
        part = self.grant(grant)
        self.driver.execute_script("arguments[0].scrollIntoView()", part)
        for name, text in inputs.items():
            field = part.find_element(By.CSS_SELECTOR, f"input[data-name={name}]")
            field.clear()
            field.send_keys(text)
        for box in part.find_elements(By.CSS_SELECTOR, ".scopes input[type=checkbox]"):
            if box.is_selected() != (box.get_attribute("data-value") in scopes):
                part.find_element(By.CSS_SELECTOR, f"label[for='{box.get_attribute('id')}']").click()
        return part

    def grant(self, grant):
        return self.wait.until(lambda driver: driver.find_element(
            By.XPATH, "//div[@class='auth-container']"
                      f"[.//p[@class='flow']/code[text()='{grant}' or text()='{grant} with PKCE']]"))

    def authorize(self, part):
        self.press(part.find_element(By.CSS_SELECTOR, "button.authorize"))

    def close_dialog(self):
        """Waits for the token, and closes the dialog."""
        self.wait.until(lambda _: self.status().startswith("a token for"))
        self.click(".modal-ux-header .close-modal")

    def forget_token(self):
        """Has the dialog forget the token; the session at the provider stays."""
        self.click(".auth-wrapper button.authorize")
        self.press(self.wait.until(lambda driver: driver.find_element(
            By.XPATH, "//div[@class='auth-btn-wrapper']/button[text()='Logout']")))
        self.wait.until(lambda _: self.status().startswith("no token"))
        self.click(".modal-ux-header .close-modal")

    def status(self):
        return self.driver.find_element(By.ID, "signed-in").get_attribute("textContent")

    def wait_for_expiry(self):
        self.element("#token .life.over")

    # --- Calls -----------------------------------------------------------------------------------------------

    def call(self, operation):
        """Executes an operation of the API; returns its block once the answer is there."""
        block = self.element(f"#operations-orders-{operation}")
        if "is-open" not in block.get_attribute("class"):
            self.press(block.find_element(By.CSS_SELECTOR, ".opblock-summary-control"))
        clear = block.find_elements(By.CSS_SELECTOR, "button.btn-clear")
        if clear:
            self.press(clear[0])
            self.wait.until(lambda _: not block.find_elements(By.CSS_SELECTOR, ".live-responses-table"))
        self.press(self.wait.until(lambda _: block.find_element(By.CSS_SELECTOR, "button.execute")))
        self.wait.until(lambda _: block.find_element(By.CSS_SELECTOR, ".live-responses-table"))
        return block

    def verdict(self, block):
        """What the console says that Gatehouse said."""
        return block.find_element(By.CSS_SELECTOR, ".verdict")

    def response_status(self, block):
        return int(block.find_element(
            By.CSS_SELECTOR, ".live-responses-table .response-col_status:not(.col_header)").text.split()[0])

    # --- The provider's pages --------------------------------------------------------------------------------

    def provider_window(self):
        """Goes to the window that the console has opened."""
        own = self.driver.current_window_handle
        self.wait.until(lambda driver: len(driver.window_handles) == 2)
        self.driver.switch_to.window(next(h for h in self.driver.window_handles if h != own))

    def state_of_request(self):
        """The `state` of the authorization request that led to the provider's page."""
        page = urllib.parse.urlsplit(self.driver.current_url)
        request = urllib.parse.parse_qs(page.query)["callback_url"][0]
        return urllib.parse.parse_qs(urllib.parse.urlsplit(request).query)["state"][0]

    def back_in_console(self):
        """Waits until the provider's window has closed by itself, and goes back."""
        self.wait.until(lambda driver: len(driver.window_handles) == 1)
        self.driver.switch_to.window(self.driver.window_handles[0])

    def sign_in(self, name):
        self.element("#username").send_keys(name)
        self.element("#password").send_keys(self.portal.passwords[name])
        self.click("#loginbut")

    def consent(self):
        """Ticks what the application asks for, and lets it have that."""
        grant = self.wait.until(lambda driver: driver.find_element(By.XPATH, "//button[text()='Grant access']"))
        for box in self.driver.find_elements(By.CSS_SELECTOR, "input[id^=grant-]"):
            self.press(box)
        self.press(grant)
        self.wait.until(lambda driver: not driver.find_elements(By.XPATH, "//button[text()='Grant access']"))

    def proceed(self):
        """Confirms to the provider that it is this person who goes on to the application."""
        self.press(self.wait.until(lambda driver: next(
            (button for button in driver.find_elements(By.CSS_SELECTOR, ".card-footer .btn-success")
             if button.is_enabled()), None)))

    def end_session(self):
        """Confirms the sign-out, and waits until it is done: on the provider's page, or back in the console."""
        self.press(self.wait.until(lambda driver: next(
            (button for button in driver.find_elements(By.CSS_SELECTOR, ".card-body .btn-danger")
             if button.is_displayed() and button.text.strip() == "Logout"), None)))
        self.wait.until(lambda driver: driver.current_url == f"{self.portal.console}/console/" or "Session closed"
                        in driver.find_element(By.TAG_NAME, "body").text)

    # --- What the browser noticed ----------------------------------------------------------------------------

    def complaints(self):
        """Errors of the console's own pages, violations of its Content-Security-Policy among them."""
        return [entry["message"] for entry in self.driver.get_log("browser")
                if entry["level"] == "SEVERE" and self.portal.console in entry["message"]
                and " 401 " not in entry["message"] and " 403 " not in entry["message"]]
