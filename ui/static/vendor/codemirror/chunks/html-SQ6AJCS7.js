import{b as S}from"./chunk-4OPOBFG7.js";function G(e){for(var t=1;t<arguments.length;t++){var r=arguments[t];for(var n in r)Object.prototype.hasOwnProperty.call(r,n)&&(e[n]=r[n])}return e}function A(e,t){return Array(t+1).join(e)}function D(e){return e.replace(/^\n*/,"")}function B(e){for(var t=e.length;t>0&&e[t-1]===`
`;)t--;return e.substring(0,t)}function $(e){return B(D(e))}var X=["ADDRESS","ARTICLE","ASIDE","AUDIO","BLOCKQUOTE","BODY","CANVAS","CENTER","DD","DIR","DIV","DL","DT","FIELDSET","FIGCAPTION","FIGURE","FOOTER","FORM","FRAMESET","H1","H2","H3","H4","H5","H6","HEADER","HGROUP","HR","HTML","ISINDEX","LI","MAIN","MENU","NAV","NOFRAMES","NOSCRIPT","OL","OUTPUT","P","PRE","SECTION","TABLE","TBODY","TD","TFOOT","TH","THEAD","TR","UL"];function b(e){return N(e,X)}var P=["AREA","BASE","BR","COL","COMMAND","EMBED","HR","IMG","INPUT","KEYGEN","LINK","META","PARAM","SOURCE","TRACK","WBR"];function L(e){return N(e,P)}function K(e){return I(e,P)}var M=["A","TABLE","THEAD","TBODY","TFOOT","TH","TD","IFRAME","SCRIPT","AUDIO","VIDEO"];function Y(e){return N(e,M)}function z(e){return I(e,M)}function N(e,t){return t.indexOf(e.nodeName)>=0}function I(e,t){return e.getElementsByTagName&&t.some(function(r){return e.getElementsByTagName(r).length})}var Q=[[/\\/g,"\\\\"],[/\*/g,"\\*"],[/^-/g,"\\-"],[/^\+ /g,"\\+ "],[/^(=+)/g,"\\$1"],[/^(#{1,6}) /g,"\\$1 "],[/`/g,"\\`"],[/^~~~/g,"\\~~~"],[/\[/g,"\\["],[/\]/g,"\\]"],[/^>/g,"\\>"],[/_/g,"\\_"],[/^(\d+)\. /g,"$1\\. "]];function H(e){return Q.reduce(function(t,r){return t.replace(r[0],r[1])},e)}var u={};u.paragraph={filter:"p",replacement:function(e){return`

`+e+`

`}};u.lineBreak={filter:"br",replacement:function(e,t,r){return r.br+`
`}};u.heading={filter:["h1","h2","h3","h4","h5","h6"],replacement:function(e,t,r){var n=Number(t.nodeName.charAt(1));if(r.headingStyle==="setext"&&n<3){var i=A(n===1?"=":"-",e.length);return`

`+e+`
`+i+`

`}else return`

`+A("#",n)+" "+e+`

`}};u.blockquote={filter:"blockquote",replacement:function(e){return e=$(e).replace(/^/gm,"> "),`

`+e+`

`}};u.list={filter:["ul","ol"],replacement:function(e,t){var r=t.parentNode;return r.nodeName==="LI"&&r.lastElementChild===t?`
`+e:`

`+e+`

`}};u.listItem={filter:"li",replacement:function(e,t,r){var n=r.bulletListMarker+"   ",i=t.parentNode;if(i.nodeName==="OL"){var a=i.getAttribute("start"),l=Array.prototype.indexOf.call(i.children,t);n=(a?Number(a)+l:l+1)+".  "}var o=/\n$/.test(e);return e=$(e)+(o?`
`:""),e=e.replace(/\n/gm,`
`+" ".repeat(n.length)),n+e+(t.nextSibling?`
`:"")}};u.indentedCodeBlock={filter:function(e,t){return t.codeBlockStyle==="indented"&&e.nodeName==="PRE"&&e.firstChild&&e.firstChild.nodeName==="CODE"},replacement:function(e,t,r){return`

    `+t.firstChild.textContent.replace(/\n/g,`
    `)+`

`}};u.fencedCodeBlock={filter:function(e,t){return t.codeBlockStyle==="fenced"&&e.nodeName==="PRE"&&e.firstChild&&e.firstChild.nodeName==="CODE"},replacement:function(e,t,r){for(var n=t.firstChild.getAttribute("class")||"",i=(n.match(/language-(\S+)/)||[null,""])[1],a=t.firstChild.textContent,l=r.fence.charAt(0),o=3,s=new RegExp("^"+l+"{3,}","gm"),c;c=s.exec(a);)c[0].length>=o&&(o=c[0].length+1);var m=A(l,o);return`

`+m+i+`
`+a.replace(/\n$/,"")+`
`+m+`

`}};u.horizontalRule={filter:"hr",replacement:function(e,t,r){return`

`+r.hr+`

`}};u.inlineLink={filter:function(e,t){return t.linkStyle==="inlined"&&e.nodeName==="A"&&e.getAttribute("href")},replacement:function(e,t){var r=E(t.getAttribute("href")),n=R(p(t.getAttribute("title"))),i=n?' "'+n+'"':"";return"["+e+"]("+r+i+")"}};u.referenceLink={filter:function(e,t){return t.linkStyle==="referenced"&&e.nodeName==="A"&&e.getAttribute("href")},replacement:function(e,t,r){var n=E(t.getAttribute("href")),i=p(t.getAttribute("title"));i&&(i=' "'+R(i)+'"');var a,l;switch(r.linkReferenceStyle){case"collapsed":a="["+e+"][]",l="["+e+"]: "+n+i;break;case"shortcut":a="["+e+"]",l="["+e+"]: "+n+i;break;default:var o=this.references.length+1;a="["+e+"]["+o+"]",l="["+o+"]: "+n+i}return this.references.push(l),a},references:[],append:function(e){var t="";return this.references.length&&(t=`

`+this.references.join(`
`)+`

`,this.references=[]),t}};u.emphasis={filter:["em","i"],replacement:function(e,t,r){return e.trim()?r.emDelimiter+e+r.emDelimiter:""}};u.strong={filter:["strong","b"],replacement:function(e,t,r){return e.trim()?r.strongDelimiter+e+r.strongDelimiter:""}};u.code={filter:function(e){var t=e.previousSibling||e.nextSibling,r=e.parentNode.nodeName==="PRE"&&!t;return e.nodeName==="CODE"&&!r},replacement:function(e){if(!e)return"";e=e.replace(/\r?\n|\r/g," ");for(var t=/^`|^ .*?[^ ].* $|`$/.test(e)?" ":"",r="`",n=e.match(/`+/gm)||[];n.indexOf(r)!==-1;)r=r+"`";return r+t+e+t+r}};u.image={filter:"img",replacement:function(e,t){var r=H(p(t.getAttribute("alt"))),n=E(t.getAttribute("src")||""),i=p(t.getAttribute("title")),a=i?' "'+R(i)+'"':"";return n?"!["+r+"]("+n+a+")":""}};function p(e){return e?e.replace(/(\n+\s*)+/g,`
`):""}function E(e){var t=e.replace(/([<>()])/g,"\\$1");return t.indexOf(" ")>=0?"<"+t+">":t}function R(e){return e.replace(/"/g,'\\"')}function F(e){this.options=e,this._keep=[],this._remove=[],this.blankRule={replacement:e.blankReplacement},this.keepReplacement=e.keepReplacement,this.defaultRule={replacement:e.defaultReplacement},this.array=[];for(var t in e.rules)this.array.push(e.rules[t])}F.prototype={add:function(e,t){this.array.unshift(t)},keep:function(e){this._keep.unshift({filter:e,replacement:this.keepReplacement})},remove:function(e){this._remove.unshift({filter:e,replacement:function(){return""}})},forNode:function(e){if(e.isBlank)return this.blankRule;var t;return(t=v(this.array,e,this.options))||(t=v(this._keep,e,this.options))||(t=v(this._remove,e,this.options))?t:this.defaultRule},forEach:function(e){for(var t=0;t<this.array.length;t++)e(this.array[t],t)}};function v(e,t,r){for(var n=0;n<e.length;n++){var i=e[n];if(J(i,t,r))return i}}function J(e,t,r){var n=e.filter;if(typeof n=="string"){if(n===t.nodeName.toLowerCase())return!0}else if(Array.isArray(n)){if(n.indexOf(t.nodeName.toLowerCase())>-1)return!0}else if(typeof n=="function"){if(n.call(e,t,r))return!0}else throw new TypeError("`filter` needs to be a string, array, or function")}function Z(e){var t=e.element,r=e.isBlock,n=e.isVoid,i=e.isPre||function(q){return q.nodeName==="PRE"};if(!(!t.firstChild||i(t))){for(var a=null,l=!1,o=null,s=x(o,t,i);s!==t;){if(s.nodeType===3||s.nodeType===4){var c=s.data.replace(/[ \r\n\t]+/g," ");if((!a||/ $/.test(a.data))&&!l&&c[0]===" "&&(c=c.substr(1)),!c){s=y(s);continue}s.data=c,a=s}else if(s.nodeType===1)r(s)||s.nodeName==="BR"?(a&&(a.data=a.data.replace(/ $/,"")),a=null,l=!1):n(s)||i(s)?(a=null,l=!0):a&&(l=!1);else{s=y(s);continue}var m=x(o,s,i);o=s,s=m}a&&(a.data=a.data.replace(/ $/,""),a.data||y(a))}}function y(e){var t=e.nextSibling||e.parentNode;return e.parentNode.removeChild(e),t}function x(e,t,r){return e&&e.parentNode===t||r(t)?t.nextSibling||t.parentNode:t.firstChild||t.nextSibling||t.parentNode}var T=typeof window<"u"?window:{};function ee(){var e=T.DOMParser,t=!1;try{new e().parseFromString("","text/html")&&(t=!0)}catch{}return t}function te(){var e=function(){};return re()?e.prototype.parseFromString=function(t){var r=new window.ActiveXObject("htmlfile");return r.designMode="on",r.open(),r.write(t),r.close(),r}:e.prototype.parseFromString=function(t){var r=document.implementation.createHTMLDocument("");return r.open(),r.write(t),r.close(),r},e}function re(){var e=!1;try{document.implementation.createHTMLDocument("").open()}catch{T.ActiveXObject&&(e=!0)}return e}var ne=ee()?T.DOMParser:te();function ie(e,t){var r;if(typeof e=="string"){var n=ae().parseFromString('<x-turndown id="turndown-root">'+e+"</x-turndown>","text/html");r=n.getElementById("turndown-root")}else r=e.cloneNode(!0);return Z({element:r,isBlock:b,isVoid:L,isPre:t.preformattedCode?le:null}),r}var k;function ae(){return k=k||new ne,k}function le(e){return e.nodeName==="PRE"||e.nodeName==="CODE"}function se(e,t){return e.isBlock=b(e),e.isCode=e.nodeName==="CODE"||e.parentNode.isCode,e.isBlank=oe(e),e.flankingWhitespace=ce(e,t),e}function oe(e){return!L(e)&&!Y(e)&&/^\s*$/i.test(e.textContent)&&!K(e)&&!z(e)}function ce(e,t){if(e.isBlock||t.preformattedCode&&e.isCode)return{leading:"",trailing:""};var r=ue(e.textContent);return r.leadingAscii&&O("left",e,t)&&(r.leading=r.leadingNonAscii),r.trailingAscii&&O("right",e,t)&&(r.trailing=r.trailingNonAscii),{leading:r.leading,trailing:r.trailing}}function ue(e){var t=e.match(/^(([ \t\r\n]*)(\s*))(?:(?=\S)[\s\S]*\S)?((\s*?)([ \t\r\n]*))$/);return{leading:t[1],leadingAscii:t[2],leadingNonAscii:t[3],trailing:t[4],trailingNonAscii:t[5],trailingAscii:t[6]}}function O(e,t,r){var n,i,a;return e==="left"?(n=t.previousSibling,i=/ $/):(n=t.nextSibling,i=/^ /),n&&(n.nodeType===3?a=i.test(n.nodeValue):r.preformattedCode&&n.nodeName==="CODE"?a=!1:n.nodeType===1&&!b(n)&&(a=i.test(n.textContent))),a}var fe=Array.prototype.reduce;function h(e){if(!(this instanceof h))return new h(e);var t={rules:u,headingStyle:"setext",hr:"* * *",bulletListMarker:"*",codeBlockStyle:"indented",fence:"```",emDelimiter:"_",strongDelimiter:"**",linkStyle:"inlined",linkReferenceStyle:"full",br:"  ",preformattedCode:!1,blankReplacement:function(r,n){return n.isBlock?`

`:""},keepReplacement:function(r,n){return n.isBlock?`

`+n.outerHTML+`

`:n.outerHTML},defaultReplacement:function(r,n){return n.isBlock?`

`+r+`

`:r}};this.options=G({},t,e),this.rules=new F(this.options)}h.prototype={turndown:function(e){if(!pe(e))throw new TypeError(e+" is not a string, or an element/document/fragment node.");if(e==="")return"";var t=_.call(this,new ie(e,this.options));return me.call(this,t)},use:function(e){if(Array.isArray(e))for(var t=0;t<e.length;t++)this.use(e[t]);else if(typeof e=="function")e(this);else throw new TypeError("plugin must be a Function or an Array of Functions");return this},addRule:function(e,t){return this.rules.add(e,t),this},keep:function(e){return this.rules.keep(e),this},remove:function(e){return this.rules.remove(e),this},escape:function(e){return H(e)}};function _(e){var t=this;return fe.call(e.childNodes,function(r,n){n=new se(n,t.options);var i="";return n.nodeType===3?i=n.isCode?n.nodeValue:t.escape(n.nodeValue):n.nodeType===1&&(i=he.call(t,n)),U(r,i),r},[])}function me(e){var t=this;return this.rules.forEach(function(r){typeof r.append=="function"&&U(e,r.append(t.options))}),e.join("").replace(/^[\t\r\n]+/,"").replace(/[\t\r\n\s]+$/,"")}function he(e){var t=this.rules.forNode(e),r=_.call(this,e).join(""),n=e.flankingWhitespace;return(n.leading||n.trailing)&&(r=r.trim()),n.leading+t.replacement(r,e,this.options)+n.trailing}function U(e,t){var r=e.pop()||"",n=B(r),i=D(t),a=Math.max(r.length-n.length,t.length-i.length),l=`

`.substring(0,a);n&&e.push(n),l&&e.push(l),i&&e.push(i)}function pe(e){return e!=null&&(typeof e=="string"||e.nodeType&&(e.nodeType===1||e.nodeType===9||e.nodeType===11))}var de="h1,h2,h3,h4,h5,h6,ul,ol,table,blockquote,pre,hr,a[href],img,math,strong,b,em,i,code,del,s,strike,mark",ge="script,style,noscript,template,svg,button,[hidden],.katex-html,.anchor",ve=/white-space:\s*pre|font-family:[^;]*(?:mono|consolas|courier|menlo)/i,V=/^\s*(?:javascript|data|vbscript|file|blob|about|#)/i,ye=/(?:^|\s)(?:lang(?:uage)?-|highlight-source-|brush:\s*)([\w+#.-]+)/i,ke={"":"---",left:":--",right:"--:",center:":-:"},Ae=/font-weight:\s*(?:bold|[6-9]00)/i,be=/font-style:\s*italic/i;function Ie(e){let{body:t}=new DOMParser().parseFromString(e,"text/html");for(let r of d(t,ge))r.remove();return Ne(t)||!Ee(t)?null:f.turndown(t).trim()||null}function d(e,t){return Array.from(e.querySelectorAll(t))}function Ne(e){let t=e.children.length===1?e.children[0]:null;return!t||t.querySelector("code,table,ul,ol,h1,h2,h3,p")?!1:t.localName==="pre"||ve.test(g(t))}function Ee(e){return d(e,de).some(r=>!j(r))||d(e,"span").some(r=>w(r)!=="")}function j(e){return/^(?:b|i)$/.test(e.localName)&&/(?:weight|style):\s*(?:normal|400)/i.test(g(e))}function g(e){return e.getAttribute("style")??""}function w(e){let t=g(e);return(Ae.test(t)?"**":"")+(be.test(t)?"*":"")}function W(e,t){let r=e.trim();return r&&t?e.replace(r,()=>t+r+t):e}var f=new h({headingStyle:"atx",bulletListMarker:"-",codeBlockStyle:"fenced",emDelimiter:"*",hr:"---"}),Re=f.escape.bind(f);f.escape=e=>Re(e).replace(/<(?=[a-z/!?])/gi,"\\<");f.addRule("normal",{filter:j,replacement:e=>e});f.addRule("looks",{filter:e=>e.localName==="span"&&w(e)!=="",replacement:(e,t)=>W(e,w(t))});var Te=[["~~","del","s","strike"],["==","mark"],["~","sub"],["^","sup"]];for(let[e,...t]of Te)f.addRule(e,{filter:t,replacement:r=>W(r,e)});f.addRule("link",{filter:e=>e.localName==="a"&&V.test(e.getAttribute("href")??"#"),replacement:e=>e});f.addRule("wiki link",{filter:e=>e.localName==="a"&&e.className==="wiki-link"&&we(e),replacement:(e,t)=>`[[${t.textContent}]]`});f.addRule("image",{filter:e=>e.localName==="img"&&V.test(e.getAttribute("src")||"#"),replacement:(e,t)=>t.getAttribute("alt")??""});f.addRule("formula",{filter:e=>e.localName==="math"&&C(e)!=="",replacement:(e,t)=>Ce(t)});f.addRule("fence",{filter:"pre",replacement:(e,t)=>Se(t)});f.addRule("item",{filter:"li",replacement:xe});f.addRule("task",{filter:e=>e.localName==="input"&&e.getAttribute("type")==="checkbox",replacement:(e,t)=>t.hasAttribute("checked")?"[x]":"[ ]"});f.addRule("table",{filter:"table",replacement:(e,t)=>Oe(t)??`

${e}

`});function we(e){return e.getAttribute("href")===encodeURIComponent(e.textContent??"")}function C(e){return e.querySelector('annotation[encoding="application/x-tex"]')?.textContent?.trim()??""}function Ce(e){return e.getAttribute("display")==="block"?`

$$
${C(e)}
$$

`:`$${C(e)}$`}function Se(e){let t=(e.textContent??"").replace(/\n+$/,""),r=t.match(/`{3,}/g)??[],n="`".repeat(Math.max(3,...r.map(o=>o.length+1))),l=[e.querySelector("code"),e,e.parentElement].map(o=>o?.className??"").map(o=>ye.exec(o)?.[1]).find(Boolean)??"";return`

${n}${l}
${t}
${n}

`}function xe(e,t){let r=t.parentElement,n=Array.from(r?.children??[]).filter(({localName:s})=>s==="li"),i=parseInt(r?.getAttribute("start")??"",10)||1,a=r?.localName==="ol"?`${i+n.indexOf(t)}. `:"- ",l=e.trim().replace(/^(\[[ x]\])\s*/,"$1 ").replace(/\n{2,}(?=\s*(?:[-+*]|\d+\.) )/g,`
`),o=t===n[n.length-1];return a+l.replace(/\n(?=.)/g,`
${" ".repeat(a.length)}`)+(o?"":`
`)}function Oe(e){let t=d(e,"tr").map(({children:c})=>Array.from(c,Be)),r=Math.max(0,...t.map(c=>c.length));if(t.length<2||r<2||e.querySelector("table"))return null;let n=Array.from(e.querySelector("tr")?.children??[]),i=Array.from({length:r},(c,m)=>De(n[m])),a=t.map(c=>[...c,...Array(r-c.length).fill("")]),l={prefix:"",rows:a,sides:i,opens:!0,closes:!0,spaced:!0},o=i.map(c=>ke[c]);return`

${(S(l)?.lines??[a[0],o,...a.slice(1)].map($e)).join(`
`)}

`}function De(e){let r=/text-align:\s*(right|center)/.exec(e?g(e):"")?.[1]??e?.getAttribute("align");return r==="right"||r==="center"?r:""}function Be(e){return f.turndown(e).trim().replace(/\s*\n\s*/g," ").replace(/(?<!\\)\|/g,"\\|")}function $e(e){return`| ${e.join(" | ")} |`}export{Ie as markdownOf};
