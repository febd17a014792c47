import{a,b,c,d}from"./chunk-JSRXB5SH.js";import"./chunk-XBXZ74VO.js";import"./chunk-74SF2XNR.js";export{d as css,b as cssCompletionSource,c as cssLanguage,a as defineCSSCompletionSource};
