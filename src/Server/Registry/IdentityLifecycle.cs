using Garita.Broker;
using Garita.Broker.Connections;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Identities;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Registry;

/// <summary>
/// Changes what an identity may do, and tells the broker before it says that it is done: the registry first, so that a
/// connection that comes in between is refused, then what is already open.
/// </summary>
public sealed class IdentityLifecycle(IdentityRegistry registry, MqttBroker broker, ILogger logger)
{
    /// <summary>
    /// Moves an identity to a state. Its sessions, wills, queue and retained messages are gone unless active.
    /// </summary>
    /// <exception cref="Storage.StorageException">Nothing changed.</exception>
    public async Task<StateChange> SetStateAsync(
        Identity identity, DeviceState state, string actor, CancellationToken cancellationToken)
    {
        StateChange change = await registry.SetStateAsync(identity, state, cancellationToken).ConfigureAwait(false);
        if (change != StateChange.Done)
        {
            return change;
        }

        RegistryLog.StateSet(logger, identity, state.ToString(), actor);
        if (state != DeviceState.Active)
        {
            broker.Forget(
                identity,
                state == DeviceState.Disabled ? CloseReason.IdentityDisabled : CloseReason.IdentityRemoved);
        }

        return change;
    }

    /// <summary>Replaces an identity's groups; false where there is no such identity or it was removed.</summary>
    /// <exception cref="Storage.StorageException">Nothing changed.</exception>
    public async Task<bool> SetGroupsAsync(
        Identity identity, IReadOnlyList<string> groups, string actor, CancellationToken cancellationToken)
    {
        if (!await registry.SetGroupsAsync(identity, groups, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        RegistryLog.GroupsSet(logger, identity, actor);
        broker.Refresh(identity);
        return true;
    }
}
