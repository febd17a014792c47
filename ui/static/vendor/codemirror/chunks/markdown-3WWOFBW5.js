import{g as a}from"./chunk-YCKIIU6A.js";import"./chunk-JGEHUTWO.js";import"./chunk-74SF2XNR.js";export{a as markdown};
