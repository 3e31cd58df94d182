// Before the first paint
if (sessionStorage.getItem('wenbao-beside') && matchMedia('(min-width: 1100px)').matches) document.documentElement.classList.add('beside');
