#![no_main]
//! Flat text of many articles, as databases save it and collectors write it.

dateline_fuzz::reader!("a.txt");
