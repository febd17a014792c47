"""
The window on Qt, as `ui.window` asks for it.

It does less than on GTK: its place is kept when it closes and not before, files that are dropped
on it are not taken, and it does not hear that the computer goes to sleep.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from queue import Queue
from typing import Any, TypeVar

from qtpy.QtCore import QMarginsF, QObject, QStandardPaths, Qt, QUrl, Signal
from qtpy.QtGui import QKeySequence, QPageLayout, QPageSize, QShortcut
from qtpy.QtWebEngineCore import QWebEngineDownloadRequest
from qtpy.QtWidgets import QApplication, QFileDialog

from notes.importers.folder import ENDINGS
from ui.asking import Turn, done_in, end_of, written
from ui.placement import ZOOM, Placement
from ui.qt.page import FencedPage
from ui.surface import Entry, Toolkit, telling

T = TypeVar("T")

DOWNLOADS = QStandardPaths.StandardLocation.DownloadLocation
DOCUMENTS = QStandardPaths.StandardLocation.DocumentsLocation
#: Millimetres at the edges of a sheet (left, top, right, bottom), as print.css has them.
MARGINS = (16.0, 18.0, 16.0, 20.0)
STEP = 1.1
FULL = Qt.WindowState.WindowFullScreen
#: What keys do with the zoom: a factor, 0 for the original size.
ZOOMING = {"Ctrl++": STEP, "Ctrl+=": STEP, "Ctrl+-": 1 / STEP, "Ctrl+0": 0.0}


class Thread(QObject):
    """That of Qt, in which all has to be done that shows something."""

    _wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._wanted.connect(self._do)

    def do(self, work: Callable[[], T]) -> T:
        """Have it done there, from another thread, and wait for what comes of it."""
        return done_in(self._wanted.emit, work)

    def later(self, work: Callable[[], None]) -> None:
        """The same without waiting."""
        self._wanted.emit(work)

    def _do(self, work: Callable[[], None]) -> None:
        work()


class QtSurface:
    gui: Toolkit | None = "qt"
    has_fence = True
    makes_pdf = True

    def __init__(self) -> None:
        self._window: Any = None
        self._page: Any = None
        self._thread: Any = None
        self._turn = Turn()
        self._stood: Any = None  # the place of its frame, before it filled the screen
        self._keep: Callable[[Placement], None] = lambda _: None

    @property
    def is_entered(self) -> bool:
        return self._page is not None

    def fitting(self, placement: Placement) -> Placement:
        """Before there is a QApplication nobody knows the screen; Qt keeps windows on it."""
        return placement

    def prefers_dark(self) -> bool:
        """Nor what the desktop prefers; the page does, as soon as it is there."""
        return False

    def enter(self, native: Any, entry: Entry) -> None:
        self._window, self._keep, self._turn = native.native, entry.keep, entry.turn
        view = self._window.webview
        page = FencedPage(view, entry.origin)
        view.page().loadFinished.disconnect(self._window.on_load_finished)
        view.setPage(page)
        view.setFocus()
        page.setZoomFactor(entry.placement.zoom)
        page.titleChanged.connect(self._window.setWindowTitle)
        page.watch(entry.loaded, entry.left)
        page.printRequested.connect(self._print)
        page.profile().downloadRequested.connect(self._download)
        if entry.placement.x is not None and entry.placement.y is not None:
            self._window.move(entry.placement.x, entry.placement.y)
        for keys, factor in ZOOMING.items():
            shortcut = QShortcut(QKeySequence(keys), self._window)
            shortcut.activated.connect(partial(self._zoom, factor))
        for keys, act in {
            "Ctrl+Q": self._window.close,
            "Ctrl+W": self._window.close,
            "F11": self._fill,
        }.items():
            QShortcut(QKeySequence(keys), self._window).activated.connect(act)
        page.revive(entry.revival)
        self._page, self._thread = page, Thread()
        page.load(QUrl(entry.address))

    def let_in(self) -> None:
        """Qt keeps cookies in our own process, which ends with them."""

    def later(self, work: Callable[[], None]) -> None:
        if self._thread:
            self._thread.later(work)
        else:
            work()

    def settle(self) -> None:
        """From the thread of Qt, as the end of a window comes from there."""
        dialog = QApplication.activeModalWidget()
        if dialog:
            dialog.close()
        self._keep(self._placement())

    def ask(self, body: str, answered: Callable[[str], None]) -> None:
        self._page.ask(body, answered)

    def tell(self, body: str) -> None:
        self._page.ask(body, lambda _: None)

    def choose_folder(self) -> str | None:
        return self._thread.do(self._folder) or None

    def choose_files(self) -> Sequence[str]:
        markdown = f"Markdown ({' '.join(f'*{ending}' for ending in ENDINGS)})"
        begin = str(_home(DOWNLOADS))
        ask = partial(QFileDialog.getOpenFileNames, self._window, dir=begin, filter=markdown)
        chosen, _ = self._thread.do(ask)
        return list(chosen)

    def dropped(self) -> Sequence[str]:
        return ()

    def save_pdf(self, name: str) -> Path | None:
        """Not from the thread of Qt, which shows the dialog meanwhile."""
        place = self._thread.do(lambda: self._place(name, DOCUMENTS))
        if not place:
            return None
        file = Path(place)
        with written(file):
            ended: Queue[bool] = Queue()
            self._thread.do(lambda: self._to_pdf(file, ended.put))
            if not end_of(ended):
                raise OSError(f"{file.name}: Qt")
        return file

    # --- in the thread of Qt

    def _placement(self) -> Placement:
        window = self._window
        fills = window.isMaximized() or window.isFullScreen()
        size = window.normalGeometry() if fills else window.geometry()
        zoom = round(self._page.zoomFactor(), 2)
        stood = size.topLeft() if self._stood is None else self._stood
        place = stood if window.isFullScreen() else window.pos()
        return Placement(
            size.width(), size.height(), place.x(), place.y(), window.isMaximized(), zoom
        )

    def _fill(self) -> None:
        """The whole screen, or no more than before."""
        self._stood = None if self._window.isFullScreen() else self._window.pos()
        self._window.setWindowState(self._window.windowState() ^ FULL)

    def _zoom(self, factor: float) -> None:
        least, most = ZOOM
        zoom = self._page.zoomFactor() * factor if factor else 1.0
        self._page.setZoomFactor(max(least, min(zoom, most)))

    def _place(self, name: str, begin: QStandardPaths.StandardLocation) -> str:
        """Where a person wants a file, "" for nowhere."""
        return str(QFileDialog.getSaveFileName(self._window, dir=str(_home(begin) / name))[0])

    def _folder(self) -> str:
        begin = str(_home(DOWNLOADS))
        return str(QFileDialog.getExistingDirectory(self._window, dir=begin))

    def _download(self, download: QWebEngineDownloadRequest) -> None:
        """What our server offers; all else is cancelled because nobody accepts it."""
        if not self._page.is_home(download.url()):
            return
        with self._turn.taken() as is_ours:
            if not is_ours:
                self.tell(telling(trouble="turn"))
                return
            place = self._place(download.downloadFileName(), DOWNLOADS)
        if place:
            download.setDownloadDirectory(str(Path(place).parent))
            download.setDownloadFileName(Path(place).name)
            download.isFinishedChanged.connect(partial(self._saved, download))
            download.accept()

    def _saved(self, download: QWebEngineDownloadRequest) -> None:
        if download.state() == QWebEngineDownloadRequest.DownloadState.DownloadCompleted:
            self.tell(telling(file=download.downloadFileName()))
        else:
            self.tell(telling(why=download.interruptReasonString()))

    def _print(self) -> None:
        """Into a file: what goes to a printer from there, the system's viewer knows better."""
        title = self._page.title().removesuffix(" · Octavo").replace("/", "-").strip(". ")
        with self._turn.taken() as is_ours:
            place = self._place(f"{title or 'Octavo'}.pdf", DOCUMENTS) if is_ours else ""
        if place:
            self._to_pdf(Path(place), partial(self._printed, Path(place)))

    def _printed(self, file: Path, went_well: bool) -> None:
        self.tell(telling(file=file.name) if went_well else telling(why=f"{file.name}: Qt"))

    def _to_pdf(self, file: Path, ended: Callable[[bool], None]) -> None:
        def finished(_: str, went_well: bool) -> None:
            self._page.pdfPrintingFinished.disconnect(finished)
            ended(went_well)

        self._page.pdfPrintingFinished.connect(finished)
        sheet = QPageSize(QPageSize.PageSizeId.A4)
        upright = QPageLayout.Orientation.Portrait
        margins = QMarginsF(*MARGINS)
        layout = QPageLayout(sheet, upright, margins, QPageLayout.Unit.Millimeter)
        self._page.printToPdf(str(file), layout)


def _home(kind: QStandardPaths.StandardLocation) -> Path:
    """The user's folder for files of a kind, or where there is none, for all."""
    known = QStandardPaths.writableLocation(kind)
    return Path(known) if known and Path(known).is_dir() else Path.home()
