filedesc://harbour.arc 192.0.2.1 20040501120000 text/plain 75
1 0 Harbour crawls
URL IP-address Archive-date Content-type Archive-length

http://harbour.example/ferry 192.0.2.1 20040501120000 text/html 801
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Ferry stays in dock after engine failure | Harbour Post</title><meta property="article:published_time" content="2024-05-01T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/ships">Ships</a></nav><article><h1>Ferry stays in dock after engine failure</h1><p>PORT ELLERY, May 1 (Harbour Wire) — The ferry Selma stays in dock until its engines have been examined, the Northquay company said on Wednesday.</p>
<p>“Nobody was hurt, and every passenger will be paid back,” said Ingrid Solheim, the harbour master.</p>
<p>The ship lost power off the breakwater on Tuesday evening with 212 people on board.</p></article><footer>© Harbour Post</footer></body></html>

http://harbour.example/robots.txt 192.0.2.1 20040501120000 text/plain 59
HTTP/1.1 200 OK
Content-Type: text/plain

User-agent: *

