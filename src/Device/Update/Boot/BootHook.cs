using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Garita.Device.Update.Boot;

/// <summary>Calls the hook: one process for one order, with a limit on its time and on what it says.</summary>
internal sealed class BootHook(BootHookOptions options)
{
    /// <summary>Calls it and returns what it wrote to its standard output.</summary>
    /// <exception cref="DeviceException">
    /// It could not be started, took too long, said too much, or ended with another code than 0.
    /// </exception>
    public string Call(params string[] arguments)
    {
        ProcessStartInfo start = new(options.Path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };

        // What the program's environment holds, credentials perhaps, is none of the hook's business.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        using Process process = Start(start);
        process.StandardInput.Close();
        byte[] output = new byte[options.MaxOutputBytes + 1];
        int length = 0;

        // A thread of its own: whoever inherited the pipe may keep it open when the hook itself is long gone.
        Thread reader = new(() => length = ReadAll(process.StandardOutput.BaseStream, output)) { IsBackground = true };
        reader.Start();
        bool ended = reader.Join(options.Timeout) && process.WaitForExit(options.Timeout);
        if (!ended || length > options.MaxOutputBytes)
        {
            process.Kill(entireProcessTree: true);
            throw Failed(ended ? $"said more than {options.MaxOutputBytes} bytes" : $"took over {options.Timeout}");
        }

        return process.ExitCode == 0
            ? Encoding.ASCII.GetString(output, 0, length)
            : throw Failed($"{arguments[0]} ended with {process.ExitCode}");
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            throw Failed(fault.Message, fault);
        }
    }

    private static int ReadAll(Stream stream, byte[] output)
    {
        int length = 0;
        try
        {
            int count;
            while (length < output.Length && (count = stream.Read(output, length, output.Length - length)) > 0)
            {
                length += count;
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            // The pipe went with the process: what was read is all there is.
        }

        return length;
    }

    private DeviceException Failed(string what, Exception? inner = null) =>
        new(DeviceFault.BootHookFailed, $"{options.Path}: {what}", inner);
}
