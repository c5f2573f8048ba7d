using Garita.Cli;
using Garita.Cli.Output;

return await CommandLine.InvokeAsync(args, StandardOutput.Open(), Console.Error);
