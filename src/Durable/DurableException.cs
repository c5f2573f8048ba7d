namespace Garita.Durable;

/// <summary>A file operation that was not done, or whose lasting effect is not certain.</summary>
public sealed class DurableException : IOException
{
    /// <summary>Makes an exception for one operation on one path.</summary>
    public DurableException(DurableFault fault, string path, string detail, Exception? inner = null)
        : base($"{path}: {Describe(fault, detail)}", inner)
    {
        Fault = fault;
        Path = path;
    }

    /// <summary>Why.</summary>
    public DurableFault Fault { get; }

    /// <summary>The file or directory that the operation was about.</summary>
    public string Path { get; }

    private static string Describe(DurableFault fault, string detail) => fault switch
    {
        DurableFault.Exists => "exists already",
        DurableFault.Missing => "no such file or directory",
        DurableFault.NoPermission => "permission denied",
        DurableFault.ReadOnly => "the file system is read-only",
        DurableFault.DiskFull => "no space left on the disk",
        DurableFault.TooLarge => detail,
        DurableFault.Failed => detail,
    };
}
