import{l as a}from"./chunk-X3JHPF4T.js";import"./chunk-R4XFMT2N.js";import"./chunk-54V4367E.js";export{a as markdown};
