filedesc://harbour.arc 192.0.2.1 20040501120000 text/plain 75
1 0 Harbour crawls
URL IP-address Archive-date Content-type Archive-length

http://harbour.example/1 192.0.2.1 20040501120000 text/html 1619
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Ferry stays in dock after engine failure | Harbour Post</title></head>
<body><nav><a href="/">Home</a> <a href="/ships">Ships</a></nav><article><h1>Ferry stays in dock after engine failure</h1><p>PORT ELLERY, May 1 (Harbour Wire) — The ferry Selma stays in dock until its engines have been examined, the Northquay company said on Wednesday.</p><p>The ship lost power off the breakwater on Tuesday evening with 212 people on board.</p></article><footer>© Harbour Post</footer></body></html>

http://harbour.example/3 192.0.2.1 20040501120000 text/html 586
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Ferry stays in dock after engine failure | Harbour Post</title></head>
<body><nav><a href="/">Home</a> <a href="/ships">Ships</a></nav><article><h1>Ferry stays in dock after engine failure</h1><p>The crews of the harbour tugs want a second mate on every night shift, their union said in a letter to the port.</p><p>The port answered that it would count the shifts first and decide before the summer.</p></article><footer>© Harbour Post</footer></body></html>

http://harbour.example/1 192.0.2.1 20040501120000 text/html 619
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Ferry stays in dock after engine failure | Harbour Post</title></head>
<body><nav><a href="/">Home</a> <a href="/ships">Ships</a></nav><article><h1>Ferry stays in dock after engine failure</h1><