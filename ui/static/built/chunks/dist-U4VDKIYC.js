import{a,b,c,d}from"./chunk-ECYHUADQ.js";import"./chunk-QWEY26AW.js";import"./chunk-54V4367E.js";export{d as css,b as cssCompletionSource,c as cssLanguage,a as defineCSSCompletionSource};
