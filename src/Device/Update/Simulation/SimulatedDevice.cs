using Garita.Device.Trust;
using Garita.Device.Update.Agent;

namespace Garita.Device.Update.Simulation;

/// <summary>A board whose program is the device SDK: it lives until somebody takes its power.</summary>
/// <param name="directory">Of the <see cref="SimulatedBoard"/>.</param>
/// <param name="identity">Whom it is, as releases name it.</param>
/// <param name="connection">How it reaches its server.</param>
public sealed class SimulatedDevice(string directory, ReleaseGateOptions identity, DeviceOptions connection)
{
    // What a board with a watchdog does, without its patience.
    private const int MaxStarts = 100;

    /// <summary>The type of its board, see <see cref="SimulatedImage.OnType"/>.</summary>
    public string Type { get; init; } = string.Empty;

    /// <summary>The waits and sizes of its update agent.</summary>
    public UpdateAgentOptions Options { get; init; } = new();

    /// <summary>The limits of its updates.</summary>
    public UpdateOptions Limits { get; init; } = new();

    /// <summary>What lies between the agent and its connection: nothing, or what a test of it puts there.</summary>
    public Func<IUpdateLink, IUpdateLink> Through { get; init; } = link => link;

    /// <summary>Told of every start, with the image that was started.</summary>
    public Action<SimulatedBoard> Booted { get; init; } = _ => { };

    /// <summary>Starts since this was made.</summary>
    public int Starts { get; private set; }

    /// <summary>
    /// Power until <paramref name="powerOff"/>, which may come at any moment: every restart that the update asks for,
    /// and every one after an image that crashed, is done.
    /// </summary>
    /// <exception cref="InvalidOperationException">No slot may be started, or the device starts without end.
    /// </exception>
    public async Task LiveAsync(CancellationToken powerOff)
    {
        for (; Starts < MaxStarts; Starts++)
        {
            using SimulatedBoard board = SimulatedBoard.PowerOn(directory, identity, Type);
            if (board.Image is not { } image)
            {
                throw new InvalidOperationException("no slot holds an image that may be started");
            }

            Booted(board);
            if (image.Behaviour != ImageBehaviour.Crashes && await RunAsync(board, powerOff).ConfigureAwait(false))
            {
                return;
            }
        }

        throw new InvalidOperationException($"the device started {MaxStarts} times");
    }

    // The program of one start; true when the power is gone.
    private async Task<bool> RunAsync(SimulatedBoard board, CancellationToken powerOff)
    {
        DeviceClient client = new(connection);
        await using (client.ConfigureAwait(false))
        {
            try
            {
                UpdateAgentParts parts = board.Parts(Through(client.Updates)) with
                {
                    Options = Options,
                    Limits = Limits,
                    Clock = connection.Clock,
                    Logger = connection.Logger,
                };
                UpdateAgent agent = UpdateAgent.Start(parts);
                client.Start();
                await agent.RunAsync(powerOff).ConfigureAwait(false);
                return false;
            }
            catch (OperationCanceledException) when (powerOff.IsCancellationRequested)
            {
                return true;
            }
        }
    }
}
