using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Garita.Cli.Output;

/// <summary>Standard output that notices when nobody reads it any more.</summary>
public static class StandardOutput
{
    private const nint Descriptor = 1;

    /// <summary>
    /// Opens it. Into a pipe every line is written at once, and a closed pipe is an <see cref="IOException"/>: the
    /// framework's own console stream would go on writing into nothing, and 'telemetry tail | head' would never end.
    /// </summary>
    public static TextWriter Open()
    {
        if (!Console.IsOutputRedirected)
        {
            return Console.Out;
        }

        // A file is left to the console, which writes where the shell's ">>" and "2>&1" want it.
        FileStream pipe = new(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek
            ? Console.Out
            : new StreamWriter(pipe, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
    }
}
