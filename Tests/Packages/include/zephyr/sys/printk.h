/* Tests/Packages/stand-in.c has it. */
int printk(const char *format, ...);
