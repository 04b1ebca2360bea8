"""Serves one file on a free port of this machine, which it prints: range_server.py FILE [--no-ranges] [--cut BYTES].

--cut ends the first answer after that many bytes, as a broken connection does.
"""
import http.server
import pathlib
import re
import sys


def main():
    content = pathlib.Path(sys.argv[1]).read_bytes()
    ranges = "--no-ranges" not in sys.argv
    cut = [int(sys.argv[sys.argv.index("--cut") + 1])] if "--cut" in sys.argv else []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            wanted = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
            begin = int(wanted[1]) if wanted and ranges else 0
            if self.path != "/" + pathlib.Path(sys.argv[1]).name:
                self.send_error(404)
                return
            self.send_response(206 if begin else 200)
            if begin:
                self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(content) - begin))
            self.end_headers()
            self.wfile.write(content[begin:][:cut.pop() if cut else None])

        def log_message(self, *_):
            print(self.headers.get("Range", "whole"), flush=True)

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
