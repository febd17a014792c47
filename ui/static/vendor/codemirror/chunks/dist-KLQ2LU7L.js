import{a,b,c,d}from"./chunk-JBTUEBG7.js";import"./chunk-KYZZKITU.js";import"./chunk-6MXNWFAU.js";export{d as css,b as cssCompletionSource,c as cssLanguage,a as defineCSSCompletionSource};
